"""What API Gateway keeps of answers: the cache of a stage, its keys, its encryption."""
