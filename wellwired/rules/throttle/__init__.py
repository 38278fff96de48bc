"""How many calls come through: limits of stages and of usage plans."""
