"""What the business keeps by hand: aliases, special settlements, rates, each with its validity."""
