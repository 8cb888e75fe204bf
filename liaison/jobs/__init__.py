"""Long work in the background: jobs that a worker of its own does, with progress, a heart-beat and a way to stop."""
