"""The tax back office: documents and F29 returns of companies in Chile, from files of the SII."""
