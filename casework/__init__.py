"""Every change to a case: a command made in one transaction with its event and its notices."""
