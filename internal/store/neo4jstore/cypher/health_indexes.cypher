SHOW INDEXES YIELD name, type, state, populationPercent WHERE type <> 'LOOKUP'
RETURN collect(name), collect(state), collect(populationPercent)
