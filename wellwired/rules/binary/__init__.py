"""What API Gateway takes for bytes, and turns into base64 on the way."""
