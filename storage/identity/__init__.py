"""How it is kept who complained in confidence: sealed for the custodian, and a way to answer."""
