package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/match"
	"github.com/edclusters/thirdplace/internal/store/cells"
	"github.com/edclusters/thirdplace/internal/store/neo4jstore"
)

// cellConfig is one cell: a server, and the clusters it keeps.
type cellConfig struct {
	name     string
	external []string // how people name its clusters
	clusters []eic.ClusterID
	server   neo4jstore.Config
}

// cellEntry is a cell as the file of --cells has it.
type cellEntry struct {
	Name         string   `json:"name"`         // lower-case letters, digits and dashes
	Clusters     []string `json:"clusters"`     // by their external ids
	URI          string   `json:"uri"`          // bolt:// or neo4j://
	Database     string   `json:"database"`     // "neo4j" if not given
	Username     string   `json:"username"`     // none: the server asks for none
	PasswordEnv  string   `json:"passwordEnv"`  // the environment variable that has the password,
	PasswordFile string   `json:"passwordFile"` // or the file, beside the file of --cells; never in it
}

var cellFields = []string{"name", "clusters", "uri", "database", "username", "passwordEnv", "passwordFile"}

// cellName is what a cell may be called: names go into logs, metrics and bookmarks.
var cellName = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,39}$`)

// cellReader reads a file of cells and notes every fault.
type cellReader struct {
	main   *Main
	file   string
	faults usage

	names    map[string]bool
	clusters map[eic.ClusterID]string // the cell that has it
	servers  map[string]string        // the cell that is there
}

// readCells reads the file of --cells and adds what is wrong with it.
func (m *Main) readCells(file string, home *neo4jstore.Config, faults usage) ([]cellConfig, usage) {
	r := &cellReader{main: m, file: file, faults: faults,
		names: map[string]bool{}, clusters: map[eic.ClusterID]string{}, servers: map[string]string{}}
	if home != nil {
		r.servers[serverOf(*home)] = cells.HomeName
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, append(faults, "--cells: "+err.Error())
	}
	var list []cellConfig
	for i, raw := range r.entries(text) {
		if c, ok := r.entry(i, raw); ok {
			list = append(list, c)
		}
	}
	return list, r.faults
}

// say notes a fault.
func (r *cellReader) say(format string, values ...any) {
	r.faults = append(r.faults, "--cells "+r.file+": "+fmt.Sprintf(format, values...))
}

// entries takes the file apart: an object with the one field "cells".
func (r *cellReader) entries(text []byte) []map[string]json.RawMessage {
	var file map[string]json.RawMessage
	var entries []map[string]json.RawMessage
	if err := json.Unmarshal(text, &file); err != nil {
		r.say("it is not one JSON object: %v", err)
		return nil
	}
	for _, field := range slices.Sorted(maps.Keys(file)) {
		if field != "cells" {
			r.say("there is no field %q in it, only cells", field)
		}
	}
	if err := json.Unmarshal(file["cells"], &entries); err != nil || len(entries) == 0 {
		r.say("cells must be a list of objects, one at least")
		return nil
	}
	return entries
}

// entry reads one cell; ok is false if its fields could not be read.
func (r *cellReader) entry(i int, raw map[string]json.RawMessage) (c cellConfig, ok bool) {
	what := fmt.Sprintf("cell %d", i+1)
	var e cellEntry
	text, err := json.Marshal(raw)
	if err == nil {
		err = json.NewDecoder(bytes.NewReader(text)).Decode(&e)
	}
	if e.Name != "" {
		what = fmt.Sprintf("cell %q", e.Name)
	}
	for _, field := range slices.Sorted(maps.Keys(raw)) {
		switch {
		case field == "password":
			r.say("%s: a password does not belong here: name the environment variable that has it as passwordEnv, or a file as passwordFile", what)
		case !slices.Contains(cellFields, field):
			r.say("%s: there is no field %q, only %s", what, field, strings.Join(cellFields, ", "))
		}
	}
	if err != nil {
		r.say("%s: names and addresses are strings, clusters a list of strings", what)
		return c, false
	}
	if r.names[e.Name] {
		r.say("%s: another cell is called so too", what)
	}
	r.names[e.Name] = true
	if e.Name == cells.HomeName || !cellName.MatchString(e.Name) {
		r.say("%s: its name must be lower-case letters, digits and dashes, at most 40, and not %s", what, cells.HomeName)
	}
	return cellConfig{name: e.Name, external: e.Clusters, clusters: r.clustersOf(what, e), server: r.server(what, e)}, true
}

// clustersOf reads which clusters a cell keeps.
func (r *cellReader) clustersOf(what string, e cellEntry) (clusters []eic.ClusterID) {
	if len(e.Clusters) == 0 {
		r.say("%s: say by clusters which clusters it keeps, by their external ids", what)
	}
	for _, external := range e.Clusters {
		name := strings.TrimSpace(match.Normalize(external))
		id := eic.ClusterIDOf(name)
		switch other, taken := r.clusters[id]; {
		case name == "":
			r.say("%s: a cluster without a name", what)
			continue
		case taken:
			r.say("%s: the cluster %q is in %s already", what, external, other)
			continue
		}
		r.clusters[id] = what
		clusters = append(clusters, id)
	}
	return clusters
}

// server reads where a cell is.
func (r *cellReader) server(what string, e cellEntry) neo4jstore.Config {
	c := neo4jstore.Config{Name: e.Name, URI: e.URI, Database: e.Database, Username: e.Username}
	if !isNeo4j(e.URI) {
		r.say("%s: uri is not the address of a Neo4j server: it begins with bolt:// or neo4j://, or either with +s", what)
		return c
	}
	if u, err := url.Parse(e.URI); err == nil && u.User != nil {
		r.say("%s: uri has a user or a password in it: give username, and passwordEnv or passwordFile", what)
		return c
	}
	if other, taken := r.servers[serverOf(c)]; taken {
		r.say("%s: its database is that of %s already", what, other)
	}
	r.servers[serverOf(c)] = what
	c.Password = r.password(what, e)
	return c
}

// serverOf names a database, however it is written.
func serverOf(c neo4jstore.Config) string {
	_, address, _ := strings.Cut(strings.ToLower(c.URI), "://")
	address, _, _ = strings.Cut(address, "/")
	if !strings.Contains(address, ":") {
		address += ":7687"
	}
	database := c.Database
	if database == "" {
		database = "neo4j"
	}
	return address + " " + strings.ToLower(database)
}

// password reads the password of a cell from where the file says it is.
func (r *cellReader) password(what string, e cellEntry) string {
	switch {
	case e.PasswordEnv != "" && e.PasswordFile != "":
		r.say("%s: give passwordEnv or passwordFile, not both", what)
	case e.Username == "" && e.PasswordEnv+e.PasswordFile != "":
		r.say("%s: a password needs a username", what)
	case e.Username == "":
	case e.PasswordEnv != "":
		if password := r.main.Getenv(e.PasswordEnv); password != "" {
			return password
		}
		r.say("%s: the environment variable %s, which is to have its password, is not set", what, e.PasswordEnv)
	case e.PasswordFile != "":
		name := e.PasswordFile
		if !filepath.IsAbs(name) {
			name = filepath.Join(filepath.Dir(r.file), name)
		}
		text, err := os.ReadFile(name)
		if password := strings.TrimRight(string(text), "\r\n"); err == nil && password != "" {
			return password
		}
		r.say("%s: its password cannot be read from %s", what, name)
	default:
		r.say("%s: say by passwordEnv or passwordFile where the password of %s is", what, e.Username)
	}
	return ""
}

// each calls do for 0 to n-1, all at the same time.
func each(n int, do func(int)) {
	var group sync.WaitGroup
	for i := range n {
		group.Go(func() { do(i) })
	}
	group.Wait()
}
