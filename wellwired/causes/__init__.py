"""The error catalogue: every distinct cause of an error that a client can see, and the matcher over it."""
