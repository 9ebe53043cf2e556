package neo4jstore

import (
	"context"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/store"
)

// wholeAttempts is how often records are read, of which a write came between the
// others, before they are locked.
const wholeAttempts = 4

// Fetch implements store.Records.
func (s *Store) Fetch(ctx context.Context, ids []eic.ID) ([]eic.Record, error) {
	records := make([]eic.Record, len(ids))
	if len(ids) == 0 {
		return records, nil
	}
	places := placesOf(ids)
	wanted := byLabel(ids)
	err := s.whole(ctx, wanted, fetchCypher, wanted, func(found row) (bool, error) {
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
	if err != nil {
		return nil, s.failure("fetch", err)
	}
	return records, nil
}

// whole reads records with a statement until visit finds that no write came
// between: Neo4j is read-committed, and shows the properties of a commit one by one.
// Who reads versions after all else, and finds those that the records have, has read
// what stood there at one moment. Where writes come and come, the records are locked;
// what is found then is what stands there, whatever visit says.
func (s *Store) whole(ctx context.Context, records map[string]any, statement string, parameters map[string]any, visit func(row) (bool, error)) error {
	for range wholeAttempts {
		found, err := s.read(ctx, statement, parameters)
		if err != nil {
			return err
		}
		if whole, err := visit(found); err != nil || whole {
			return err
		}
	}
	return s.change(ctx, func(ctx context.Context, t transaction) error {
		if _, _, err := t.run(ctx, commitLockCypher, records); err != nil {
			return err
		}
		found, _, err := t.run(ctx, statement, parameters)
		if err == nil {
			_, err = visit(found)
		}
		return err
	})
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
	err := s.whole(ctx, wanted, hydrateCypher, map[string]any{"needs": wanted["needs"], "offers": wanted["offers"]}, func(found row) (bool, error) {
		whole := true
		for i, id := range texts[eic.ID](found.list(0)) {
			for _, place := range places[id] {
				in, err := indexedOf(id, i, found)
				if err != nil {
					return false, err
				}
				list[place] = in
				whole = whole && fits(in, found.list(7).text(i), i, found)
			}
		}
		return whole, nil
	})
	if err != nil {
		return nil, s.failure("hydrate", err)
	}
	return list, nil
}

// fits reports whether a record and its analysed form are those of its card.
func fits(in store.Indexed, card string, i int, found row) bool {
	of := candidateOn(card)
	seal := sealOn(card)
	return of.Version == in.Record.Header().Version && of.Analysis == in.Document.Analysis &&
		(seal == "" || seal == sealOf(found.list(3).text(i), found.list(4).text(i), found.list(5).text(i)))
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
func (s *Store) Topics(ctx context.Context, cluster eic.ClusterID) ([]*eic.Topic, error) {
	above, below := eic.IDRange(eic.TopicType, cluster)
	return listed[eic.Topic](ctx, s, "read topics", topicsCypher, map[string]any{
		"above": string(above), "below": string(below), "cluster": clusterName(cluster),
	})
}

// TopicChanges implements store.Records.
func (s *Store) TopicChanges(ctx context.Context) (map[eic.ClusterID]int64, error) {
	found, err := s.read(ctx, topicChangesCypher, nil)
	if err != nil {
		return nil, s.failure("read changes of topics", err)
	}
	numbers := map[eic.ClusterID]int64{}
	for i, cluster := range texts[eic.ClusterID](found.list(0)) {
		numbers[cluster] = found.list(1).int(i)
	}
	return numbers, nil
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
