"""What API Gateway writes logs with: one role of the account and region, set by one resource."""
