"""What goes in: templates to fill in, other layouts, rosters; `import youzhi_rules` imports none of it."""
