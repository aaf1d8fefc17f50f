"""Starting the whole console on one machine: web, worker and beat under one supervisor."""
