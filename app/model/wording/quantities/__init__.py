"""The grammar of quantities: a figure with its hedge, scale and unit, and finding all of them in running text."""
