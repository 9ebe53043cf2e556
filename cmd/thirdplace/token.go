package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/edclusters/thirdplace/internal/auth"
	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/store"
)

// token prints a token for a person who is stored, signed with the local key.
func (m *Main) token(ctx context.Context, args []string) (err error) {
	s := newSettings("token", m.Getenv)
	databases := m.databaseFlags(s)
	cluster := s.text("cluster", "", "`EXTERNAL_ID` of the person's cluster; needed where several have such a person")
	source := s.text("source", "", "`NAME` of the source the person was imported from")
	person := s.text("person", "", "`EXTERNAL_ID` of the person in that source")
	ttl := s.text("ttl", "1h", "how long it is good, a `TIME` such as 90s, 30m or 24h")
	if err := m.parseAll(s, args); err != nil {
		return err
	}
	where, faults := databases()
	if *source == "" {
		faults = append(faults, "say by --source where the person was imported from")
	}
	if *person == "" {
		faults = append(faults, "say by --person which person it is for")
	}
	lasts, err := time.ParseDuration(*ttl)
	if err != nil || lasts < time.Second {
		faults = append(faults, fmt.Sprintf("--ttl %s: give a time of a second or more, such as 90s, 30m or 24h", *ttl))
	}
	if err := faults.err(); err != nil {
		return err
	}
	graph, err := m.openBeside(ctx, where)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, graph.Close()) }()
	id, err := find(ctx, graph, *cluster, eic.External{Source: *source, ID: *person})
	if err != nil {
		return err
	}
	return m.issue(where.dir, id, lasts)
}

func (m *Main) issue(dir string, person eic.PersonID, ttl time.Duration) error {
	key, err := auth.MakeKey(dir)
	if err != nil {
		return err
	}
	token, err := key.Issue(person, ttl)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(m.Stdout, token)
	return err
}

// find returns the one person with an external identity, in the cluster named or
// else in any.
func find(ctx context.Context, graph store.Records, cluster string, external eic.External) (eic.PersonID, error) {
	clusters, err := graph.Clusters(ctx)
	if err != nil {
		return "", err
	}
	var ids []eic.ID
	for _, c := range clusters {
		if cluster == "" || c.External.ID == cluster {
			ids = append(ids, eic.DeriveID(eic.PersonType, eic.ClusterID(c.ID), external))
		}
	}
	if len(ids) == 0 && cluster != "" {
		return "", refusal(fmt.Sprintf("there is no cluster %q", cluster))
	}
	records, err := graph.Fetch(ctx, ids)
	if err != nil {
		return "", err
	}
	var found []eic.PersonID
	var in []string
	for i, record := range records {
		if record != nil {
			found = append(found, eic.PersonID(ids[i]))
			in = append(in, clusterName(clusters, ids[i].Cluster()))
		}
	}
	switch len(found) {
	case 0:
		return "", refusal(fmt.Sprintf("there is no person %q of the source %q", external.ID, external.Source))
	case 1:
		return found[0], nil
	}
	return "", refusal("several clusters have such a person: say by --cluster which of " + strings.Join(in, ", "))
}

func clusterName(clusters []*eic.Cluster, id eic.ClusterID) string {
	for _, c := range clusters {
		if eic.ClusterID(c.ID) == id {
			return c.External.ID
		}
	}
	return string(id)
}
