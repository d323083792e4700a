"""Where everything is kept: SQLModel tables, queries, migrations. The only SQL of the project; rows never leave it."""
