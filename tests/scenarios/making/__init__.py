"""Makes the worlds of the scenario suite: messages, exports, DNS answers and case files."""
