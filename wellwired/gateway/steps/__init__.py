"""What a request is asked on its way to the integration, one module a question, in the order of API Gateway."""
