"""The stacks of this app: what a team copies, edits and deploys. They use wellwired's public names and nothing else."""
