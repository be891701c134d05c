"""Files of exports as bytes with a map: encodings, rows with their places, JSON values."""
