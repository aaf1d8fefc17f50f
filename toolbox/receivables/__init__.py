"""Receivables: what payers owe on each document, what they paid, what was given back."""
