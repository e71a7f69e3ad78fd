"""What the city is, as data: contracts, areas, topics, responsibility, policy, settings."""
