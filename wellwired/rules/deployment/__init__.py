"""What is deployed to a stage, and whether there is one: deployments, stages and the names of APIs."""
