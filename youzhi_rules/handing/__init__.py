"""What is handed on: to-do lists, forms, reports, plots, comparisons; `import youzhi_rules` imports none of it."""
