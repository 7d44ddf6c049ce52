import { startHostInWorld } from '../support/host-in-world.ts';
import { tellStory } from './tell-story.ts';

tellStory('one host, Slack over Socket Mode', () => startHostInWorld({ socketMode: true }));
