package main

import (
	"bytes"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"

	"github.com/edclusters/thirdplace/internal/eic"
)

func TestCellsAreRead(t *testing.T) {
	w := newWorld(t)
	w.file("east.secret", "of the east\n")
	w.env["SOUTH_PASSWORD"] = "of the south"
	w.env["NEO4J_URI"] = "bolt://home.example"
	w.env["THIRDPLACE_CELLS"] = w.file("cells.json", `{"cells": [
		{"name": "south", "clusters": ["tucson", " bisbee "], "uri": "neo4j+s://south.example:7688", "username": "neo4j", "passwordEnv": "SOUTH_PASSWORD"},
		{"name": "east-2", "clusters": ["safford"], "uri": "bolt://home.example", "database": "east", "username": "u", "passwordFile": "east.secret"},
		{"name": "open", "clusters": ["ajo"], "uri": "bolt://open.example"}]}`)
	s := newSettings("check", w.main(nil, nil, nil).Getenv)
	read := w.main(nil, nil, nil).databaseFlags(s)
	if _, err := s.parse(nil); err != nil {
		t.Fatal(err)
	}
	d, faults := read()
	if len(faults) > 0 || len(d.cells) != 3 {
		t.Fatalf("%d cells, faults %q", len(d.cells), faults)
	}
	var told bytes.Buffer
	log := slog.New(slog.NewTextHandler(&told, nil))
	for i, want := range []string{"of the south", "of the east", ""} {
		c := d.cells[i].server
		if c.Password != want || c.Name != d.cells[i].name {
			t.Errorf("%s: got password %q of %q, want %q", d.cells[i].name, c.Password, c.Name, want)
		}
		log.Info("opens", "config", c)
	}
	if want := []eic.ClusterID{eic.ClusterIDOf("tucson"), eic.ClusterIDOf("bisbee")}; !slices.Equal(d.cells[0].clusters, want) {
		t.Errorf("got %v, want %v", d.cells[0].clusters, want)
	}
	if strings.Contains(told.String(), "of the") {
		t.Errorf("a password is in a log: %s", &told)
	}
}

func TestCellFaults(t *testing.T) {
	const good = `{"name": "a", "clusters": ["x"], "uri": "bolt://a.example"}`
	cases := []struct {
		name, file string
		says       []string // of each fault
	}{
		{"good", `{"cells": [` + good + `]}`, nil},
		{"no JSON", `cells:`, []string{"not one JSON object"}},
		{"a list", `[]`, []string{"not one JSON object"}},
		{"two objects", `{"cells": [` + good + `]} {}`, []string{"not one JSON object"}},
		{"no cells", `{}`, []string{"one at least"}},
		{"none", `{"cells": []}`, []string{"one at least"}},
		{"no object", `{"cells": ["a"]}`, []string{"list of objects"}},
		{"another field", `{"cell": 1, "cells": [` + good + `]}`, []string{`no field "cell"`}},
		{"fields of a cell", `{"cells": [{"name": "a", "clusters": ["x"], "uri": "bolt://a.example", "url": "x", "password": "secret"}]}`,
			[]string{"a password does not belong here", `no field "url"`}},
		{"of the wrong type", `{"cells": [{"name": "a", "clusters": "x", "uri": "bolt://a.example"}]}`, []string{"list of strings"}},
		{"nothing said", `{"cells": [{}]}`, []string{"its name must be", "say by clusters", "begins with bolt://"}},
		{"names", `{"cells": [{"name": "home", "clusters": ["x"], "uri": "bolt://a.example"}, {"name": "South", "clusters": ["y"], "uri": "bolt://b.example"}]}`,
			[]string{`cell "home": its name must be`, `cell "South": its name must be`}},
		{"a name twice", `{"cells": [` + good + `, {"name": "a", "clusters": ["y"], "uri": "bolt://b.example"}]}`, []string{"called so too"}},
		{"a cluster twice", `{"cells": [` + good + `, {"name": "b", "clusters": ["y", "x"], "uri": "bolt://b.example"}]}`, []string{`"x" is in cell "a" already`}},
		{"a cluster without a name", `{"cells": [{"name": "a", "clusters": [" "], "uri": "bolt://a.example"}]}`, []string{"without a name"}},
		{"a database twice", `{"cells": [` + good + `, {"name": "b", "clusters": ["y"], "uri": "neo4j://A.example:7687", "database": "neo4j"}]}`,
			[]string{`its database is that of cell "a"`}},
		{"the home's database", `{"cells": [{"name": "a", "clusters": ["x"], "uri": "neo4j://home.example"}]}`, []string{"its database is that of home"}},
		{"no server", `{"cells": [{"name": "a", "clusters": ["x"], "uri": "https://a.example"}]}`, []string{"not the address of a Neo4j"}},
		{"a secret in the address", `{"cells": [{"name": "a", "clusters": ["x"], "uri": "bolt://neo4j:hush@a.example"}]}`, []string{"has a user or a password in it"}},
		{"no password", `{"cells": [{"name": "a", "clusters": ["x"], "uri": "bolt://a.example", "username": "u"}]}`, []string{"say by passwordEnv"}},
		{"two passwords", `{"cells": [{"name": "a", "clusters": ["x"], "uri": "bolt://a.example", "username": "u", "passwordEnv": "A", "passwordFile": "b"}]}`, []string{"not both"}},
		{"a password for nobody", `{"cells": [{"name": "a", "clusters": ["x"], "uri": "bolt://a.example", "passwordEnv": "A"}]}`, []string{"needs a username"}},
		{"an empty variable", `{"cells": [{"name": "a", "clusters": ["x"], "uri": "bolt://a.example", "username": "u", "passwordEnv": "NOT_THERE"}]}`, []string{"NOT_THERE"}},
		{"no file", `{"cells": [{"name": "a", "clusters": ["x"], "uri": "bolt://a.example", "username": "u", "passwordFile": "not.there"}]}`, []string{"cannot be read from"}},
	}
	for _, command := range [][]string{{"check"}, {"serve"}, {"export"}, {"import", "-"}, {"token", "--source", "s", "--person", "p"}} {
		w := newWorld(t)
		got := w.run(append(command, "--cells", w.file("cells.json", `{"cells": [{"name": "a", "password": "hush"}]}`))...)
		w.want(got, exitUsage, "a password does not belong here")
		if strings.Contains(got.out+got.err, "hush") {
			t.Errorf("%v: a secret is told: %s", command, got.err)
		}
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			w.env["NEO4J_URI"] = "bolt://home.example"
			home, _ := w.main(nil, nil, nil).neo4j()
			_, faults := w.main(nil, nil, nil).readCells(w.file("cells.json", c.file), &home, nil)
			if len(faults) != len(c.says) {
				t.Fatalf("%d faults, want %d: %q", len(faults), len(c.says), faults)
			}
			for i, says := range c.says {
				if !strings.Contains(faults[i], says) || strings.Contains(fmt.Sprint(faults), "hush") {
					t.Errorf("fault %d is %q, want it to say %q and no secret", i, faults[i], says)
				}
			}
		})
	}
	w := newWorld(t)
	w.want(w.run("check", "--cells", "not.there"), exitUsage, "not.there")
}
