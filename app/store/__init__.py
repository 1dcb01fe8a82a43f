"""The only room that speaks SQL: tables, the writer's bulk load, the reader's pages."""
