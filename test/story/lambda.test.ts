import { startLambdasInWorld } from '../support/lambda-in-world.ts';
import { tellStory } from './tell-story.ts';

tellStory('four built Lambda functions', startLambdasInWorld);
