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

// tokenOrder is what token was asked for.
type tokenOrder struct {
	where           databases
	cluster         string
	person          eic.External
	service         string
	ttl             time.Duration
	rotate, forget  bool
	nobody, program bool // nobody: the key alone is rotated
}

// token prints a token for a person who is stored or for a service account, signed
// with the local key. Before that it rotates the key, if asked to.
func (m *Main) token(ctx context.Context, args []string) (err error) {
	s, read := m.tokenSettings()
	if err := m.parseAll(s, args); err != nil {
		return err
	}
	order, err := read()
	if err != nil {
		return err
	}
	if order.rotate {
		if _, err := auth.Rotate(order.where.dir, m.Now(), order.forget); err != nil {
			return err
		}
		fmt.Fprintln(m.Stderr, "thirdplace: a new key signs from now on; "+map[bool]string{
			false: "what the old one signed is good until it ends", true: "what was signed before is refused within a minute"}[order.forget])
		if order.nobody {
			return nil
		}
	}
	graph, err := m.openBeside(ctx, order.where)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, graph.Close()) }()
	subject := eic.ID(order.service)
	if !order.program {
		person, err := find(ctx, graph, order.cluster, order.person)
		if err != nil {
			return err
		}
		subject = eic.ID(person)
	}
	return m.issue(order.where.dir, subject, order.ttl)
}

// tokenSettings declares the flags of token. The function reads them when they are
// parsed and names every fault.
func (m *Main) tokenSettings() (*settings, func() (tokenOrder, error)) {
	s := newSettings("token", m.Getenv)
	databases := m.databaseFlags(s)
	cluster := s.text("cluster", "", "`EXTERNAL_ID` of the person's cluster; needed where several have such a person")
	source := s.text("source", "", "`NAME` of the source the person was imported from")
	person := s.text("person", "", "`EXTERNAL_ID` of the person in that source")
	service := s.text("service-account", "", "`ID` of a service account, in place of a person: for a program")
	ttl := s.text("ttl", "1h", "how long it is good, a `TIME` such as 90s, 30m or 24h; at most a year")
	rotate := s.toggle("rotate", "make a new key that signs from now on; what the old one signed is good until it ends")
	forget := s.toggle("forget", "with --rotate: refuse all that was signed before, for a key that somebody else may have seen")
	return s, func() (tokenOrder, error) {
		o := tokenOrder{cluster: *cluster, person: eic.External{Source: *source, ID: *person}, service: *service, rotate: *rotate, forget: *forget}
		o.program = o.service != ""
		o.nobody = o.rotate && !o.program && o.person == eic.External{}
		var faults usage
		o.where, faults = databases()
		faults = o.check(faults)
		var err error
		o.ttl, err = time.ParseDuration(*ttl)
		if err != nil || o.ttl < time.Second || o.ttl > auth.MaxTTL {
			faults = append(faults, fmt.Sprintf("--ttl %s: give a time of a second or more, such as 90s, 30m or 24h, and at most a year", *ttl))
		}
		return o, faults.err()
	}
}

// check adds what is wrong with whom the token is for.
func (o tokenOrder) check(faults usage) usage {
	if o.forget && !o.rotate {
		faults = append(faults, "--forget goes with --rotate")
	}
	if o.program {
		if _, err := eic.ParseCredentialID(o.service, eic.ServiceAccount); err != nil {
			faults = append(faults, fmt.Sprintf("--service-account %s: give the id that createServiceAccount answered with", o.service))
		}
		if o.person != (eic.External{}) {
			faults = append(faults, "give --person or --service-account, not both")
		}
		return faults
	}
	if o.person.Source == "" && !o.nobody {
		faults = append(faults, "say by --source where the person was imported from")
	}
	if o.person.ID == "" && !o.nobody {
		faults = append(faults, "say by --person which person it is for")
	}
	return faults
}

func (m *Main) issue(dir string, subject eic.ID, ttl time.Duration) error {
	key, err := auth.MakeKey(dir)
	if err != nil {
		return err
	}
	token, err := key.Issue(subject, ttl)
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
