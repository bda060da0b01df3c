"""Out of core: records that come in batches of whole counties, evaluated one after the other, with memory bounded."""
