"""Demand and supply: unmet demand, moves of crews, operating modes."""
