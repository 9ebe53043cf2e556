package neo4jstore

import (
	"context"
	"errors"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/store"
)

// wholeAttempts is how often records are read again because a write came between.
const wholeAttempts = 10

// errHalf says that a write came between the reads of its records every time.
var errHalf = errors.New("records changed while they were read")

// Fetch implements store.Records.
func (s *Store) Fetch(ctx context.Context, ids []eic.ID) ([]eic.Record, error) {
	records := make([]eic.Record, len(ids))
	if len(ids) == 0 {
		return records, nil
	}
	places := placesOf(ids)
	whole, err := s.whole(ctx, fetchCypher, byLabel(ids), func(found row) (bool, error) {
		whole := true
		for i, id := range texts[eic.ID](found.list(0)) {
			for _, place := range places[id] {
				record, err := decode(id, found.list(1).text(i))
				if err != nil {
					return false, err
				}
				records[place] = record
				whole = whole && record.Header().Version == eic.Version(found.list(2).int(i))
			}
		}
		return whole, nil
	})
	if err == nil && !whole {
		err = busy(errHalf)
	}
	if err != nil {
		return nil, s.failure("fetch", err)
	}
	return records, nil
}

// whole reads with a statement until visit finds that no write came between:
// Neo4j is read-committed, so that the first of two records may be read before a
// write of both and the second after it. Who reads versions after all else, and
// finds those that the records have, has read what stood there at one moment.
func (s *Store) whole(ctx context.Context, statement string, parameters map[string]any, visit func(row) (bool, error)) (bool, error) {
	for range wholeAttempts {
		found, err := s.read(ctx, statement, parameters)
		if err != nil {
			return false, err
		}
		if whole, err := visit(found); err != nil || whole {
			return whole, err
		}
	}
	return false, nil
}

// placesOf says where in a list each id stands.
func placesOf(ids []eic.ID) map[eic.ID][]int {
	places := make(map[eic.ID][]int, len(ids))
	for i, id := range ids {
		places[id] = append(places[id], i)
	}
	return places
}

// Hydrate implements store.Records.
func (s *Store) Hydrate(ctx context.Context, ids []eic.ID) ([]store.Indexed, error) {
	list := make([]store.Indexed, len(ids))
	if len(ids) == 0 {
		return list, nil
	}
	wanted := byLabel(ids)
	places := placesOf(ids)
	whole, err := s.whole(ctx, hydrateCypher, map[string]any{"needs": wanted["needs"], "offers": wanted["offers"]}, func(found row) (bool, error) {
		whole := true
		for i, id := range texts[eic.ID](found.list(0)) {
			for _, place := range places[id] {
				in, err := indexedOf(id, i, found)
				if err != nil {
					return false, err
				}
				list[place] = in
				whole = whole && in.Record.Header().Version == eic.Version(found.list(7).int(i)) &&
					int64(in.Document.Analysis) == found.list(8).int(i)
			}
		}
		return whole, nil
	})
	if err == nil && !whole {
		err = busy(errHalf)
	}
	if err != nil {
		return nil, s.failure("hydrate", err)
	}
	return list, nil
}

func indexedOf(id eic.ID, i int, found row) (in store.Indexed, err error) {
	if in.Record, err = decode(id, found.list(1).text(i)); err != nil {
		return in, err
	}
	if in.Document, err = documentOf(i, found.list(2), found.list(3), found.list(4), found.list(5)); err != nil {
		return in, err
	}
	if product := found.list(6).text(i); product != "" {
		in.Product = new(eic.Product)
		err = unmarshal(product, in.Product)
	}
	return in, err
}

// PersonWith implements store.Records.
func (s *Store) PersonWith(ctx context.Context, identity eic.Identity) (*eic.Person, error) {
	found, err := s.read(ctx, personWithCypher, map[string]any{"issuer": identity.Issuer, "subject": identity.Subject})
	if err != nil || len(found) == 0 {
		return nil, s.failure("find person", err)
	}
	person := new(eic.Person)
	return person, s.failure("find person", unmarshal(found.text(0), person))
}

// Clusters implements store.Records.
func (s *Store) Clusters(ctx context.Context) ([]*eic.Cluster, error) {
	return listed[eic.Cluster](ctx, s, "read clusters", clustersCypher, nil)
}

// Topics implements store.Records.
func (s *Store) Topics(ctx context.Context) ([]*eic.Topic, error) {
	return listed[eic.Topic](ctx, s, "read topics", topicsCypher, nil)
}

// listed reads the records of a statement whose first column is their docs.
func listed[T any](ctx context.Context, s *Store, op, statement string, parameters map[string]any) ([]*T, error) {
	found, err := s.read(ctx, statement, parameters)
	if err != nil {
		return nil, s.failure(op, err)
	}
	records, err := docs[T](found.list(0))
	return records, s.failure(op, err)
}

// Scan implements store.Records.
func (s *Store) Scan(ctx context.Context, cluster eic.ClusterID, t eic.Type, after eic.ID, limit int) ([]eic.Record, error) {
	above, below := eic.IDRange(t, cluster)
	parameters := map[string]any{"limit": int64(max(limit, 0))}
	for _, kind := range []eic.Type{eic.ClusterType, eic.OrganizationType, eic.PersonType, eic.TopicType, eic.NeedType, eic.GrantType, eic.ProductType} {
		name := listOf(kind)
		parameters[name+"After"], parameters[name+"Before"] = nil, nil
		if name == listOf(t) {
			parameters[name+"After"], parameters[name+"Before"] = string(max(above, after)), string(below)
		}
	}
	return s.records(ctx, "scan", scanCypher, parameters)
}

// records reads the records of a statement whose columns are their ids and docs.
func (s *Store) records(ctx context.Context, op, statement string, parameters map[string]any) ([]eic.Record, error) {
	found, err := s.read(ctx, statement, parameters)
	if err != nil {
		return nil, s.failure(op, err)
	}
	records, err := decodeAll(found.list(0), found.list(1))
	return records, s.failure(op, err)
}

// HangingOn implements store.Records.
func (s *Store) HangingOn(ctx context.Context, product eic.ProductID) ([]eic.OfferID, error) {
	found, err := s.read(ctx, hangingOnCypher, map[string]any{"product": string(product)})
	if err != nil {
		return nil, s.failure("read offers of product", err)
	}
	return texts[eic.OfferID](found.list(0)), nil
}
