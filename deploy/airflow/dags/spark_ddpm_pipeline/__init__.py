"""What the DAGs of spark-ddpm share. Nothing here does any work when it is imported."""
