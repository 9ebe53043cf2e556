package app

import "context"

// Look looks at once whether somebody else has changed topics.
func (s *Service) Look(ctx context.Context) error { return s.look(ctx, false) }

// LookPatiently is what the service does every so often.
func (s *Service) LookPatiently(ctx context.Context) error { return s.look(ctx, true) }
