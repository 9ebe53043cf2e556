// Command gqlgen writes graph/generated and graph/model from schema.graphqls
// and gqlgen.yml. It is 99designs's gqlgen with two differences. Every input type is taken as
// a map, so that nothing is decoded before the use cases decode it and absent,
// null and given stay apart. And executing costs less: nothing for @defer, which is
// refused here, and no goroutines where nothing is waited for (lean.go). Run it by `go tool gqlgen`.
package main

import (
	"log"

	"github.com/99designs/gqlgen/api"
	"github.com/99designs/gqlgen/codegen/config"
	"github.com/vektah/gqlparser/v2/ast"
)

func main() {
	log.SetFlags(0)
	cfg, err := config.LoadConfigFromDefaultLocations()
	if err != nil {
		log.Fatal(err)
	}
	if err := api.Generate(cfg, api.PrependPlugin(mapInputs{})); err != nil {
		log.Fatal(err)
	}
	if err := lean(cfg.Exec.Filename); err != nil {
		log.Fatal(err)
	}
}

// mapInputs has gqlgen treat inputs as scalars that are maps. Requests are
// validated against the schema as it is written.
type mapInputs struct{}

// Name implements plugin.Plugin.
func (mapInputs) Name() string { return "map inputs" }

// MutateConfig implements plugin.ConfigMutator.
func (mapInputs) MutateConfig(cfg *config.Config) error {
	for name, def := range cfg.Schema.Types {
		if def.Kind == ast.InputObject {
			def.Kind = ast.Scalar
			cfg.Models[name] = config.TypeMapEntry{Model: config.StringList{"github.com/99designs/gqlgen/graphql.Map"}}
		}
	}
	return nil
}
