"""What answers a request that passed every step: the function behind it, or the gateway itself."""
