"""Three-colour warnings: judged day by day from detections, clusters and forecasts, under one policy."""
