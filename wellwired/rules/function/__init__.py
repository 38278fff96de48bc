"""What a function behind the API is configured with, and what its code would do on the first request."""
