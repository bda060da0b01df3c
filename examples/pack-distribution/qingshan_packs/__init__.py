"""The rule packs of the made-up county of Qingshan: data only, nothing here runs."""
