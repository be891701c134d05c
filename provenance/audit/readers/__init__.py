"""One module for each export format; the registry knows their order."""
