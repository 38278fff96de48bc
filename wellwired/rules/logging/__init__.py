"""What a stage, an account and a function write down: without it nobody can say why a request failed."""
