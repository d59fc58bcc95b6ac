"""Every change to a case: a command carried out in one transaction with its event and its notices."""
