"""What runs inside a sandbox, beside the function: none of it is imported by the gateway."""
