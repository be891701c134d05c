"""What stands in the cells: times, addresses, client texts, Message-IDs."""
