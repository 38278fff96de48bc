"""What a method calls, whether that exists, and whether API Gateway can call it so."""
