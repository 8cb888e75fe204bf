"""三定: which five representatives each member keeps, and how that plan is found."""
