"""Whether a function's resource policy lets the API invoke it, and whom else it lets."""
