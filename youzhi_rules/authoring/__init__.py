"""Tools for who writes rule packs: a scaffold to begin with, and what shows that a pack says what was meant.

Each tool is a module with pure functions over frozen values; ``youzhi pack`` calls them. Importing ``youzhi_rules``
imports none of them.
"""
