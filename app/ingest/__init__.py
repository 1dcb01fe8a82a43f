"""How evidence gets in: read, anchor, derive, resolve, check, build, prove, publish. The only writers."""
