"""What API Gateway checks of a request before it calls anything."""
