"""`make mutate`: break the program in small ways, and see whether a test notices."""
