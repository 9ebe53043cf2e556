package neo4jstore

import (
	"context"
	"time"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/store"
)

// Events implements store.Writer.
func (s *Store) Events(ctx context.Context, cluster eic.ClusterID, after int64, limit int) ([]store.Event, error) {
	parameters := map[string]any{"cluster": string(cluster), "after": after, "limit": int64(max(limit, 0))}
	found, err := s.read(ctx, eventsCypher, parameters)
	if err == nil && gap(found, after) {
		err = s.change(ctx, func(ctx context.Context, t transaction) error {
			if _, _, err := t.run(ctx, eventsSettledCypher, map[string]any{"counter": counterOf(cluster)}); err != nil {
				return err
			}
			found, _, err = t.run(ctx, eventsCypher, parameters)
			return err
		})
	}
	if err != nil {
		return nil, s.failure("read events", err)
	}
	return eventsOf(cluster, found), nil
}

// gap reports whether a number is missing among events. A server shows the nodes of
// a commit one by one, and who went on after the later of two would never read the
// earlier. The gaps that older programs left are looked at twice as well.
func gap(found row, after int64) bool {
	numbers := found.list(0)
	return len(numbers) > 0 && numbers.int(len(numbers)-1) != after+int64(len(numbers))
}

func eventsOf(cluster eic.ClusterID, found row) (events []store.Event) {
	for i := range found.list(0) {
		events = append(events, store.Event{
			Number: found.list(0).int(i), Cluster: cluster, Record: eic.ID(found.list(1).text(i)),
			Version: eic.Version(found.list(2).int(i)), Verb: found.list(3).text(i),
			Stamp: eic.NewStamp(found.list(4).time(i), eic.PersonID(found.list(5).text(i))),
		})
	}
	return events
}

// Answered implements store.Writer.
func (s *Store) Answered(ctx context.Context, key store.Key) (*store.Answer, error) {
	found, err := s.readNewest(ctx, answeredCypher, map[string]any{"key": answerKey(key)})
	if err != nil || len(found) == 0 {
		return nil, s.failure("read answer", err)
	}
	return &store.Answer{Key: key, Body: found.text(0), ID: eic.ID(found.text(1)), At: found.time(2)}, nil
}

// forgetAtOnce is how much one transaction removes.
const forgetAtOnce = 5000

// Forget implements store.Writer.
func (s *Store) Forget(ctx context.Context, what store.Kept, before time.Time) (int, error) {
	statement, moment := forgetAnswersCypher, any(before.UTC())
	parameters := map[string]any{"limit": int64(forgetAtOnce)}
	switch what {
	case store.Events:
		statement = forgetEventsCypher
	case store.Entries:
		statement = forgetEntriesCypher
	case store.Credentials:
		statement, moment = forgetCredentialsCypher, before.UnixMilli()
	}
	parameters["before"] = moment
	for all := 0; ; {
		n := 0
		err := s.change(ctx, func(ctx context.Context, t transaction) error {
			found, _, err := t.run(ctx, statement, parameters)
			n = int(found.int(0))
			return err
		})
		if err != nil {
			return all, s.failure("forget", err)
		}
		all += n
		if n < forgetAtOnce {
			return all, nil
		}
	}
}
