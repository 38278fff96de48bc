"""What API Gateway answers itself when a request does not get through."""
