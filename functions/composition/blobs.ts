// The blobs of a context, on S3.
import { S3Client } from '@aws-sdk/client-s3';
import { makeBlobs as make } from '../adapters/s3/blobs.ts';
import type { Blobs } from '../ports/stores.ts';
import { type Context, clientConfig } from './context.ts';

export const makeBlobs = (context: Context): Blobs =>
  context.once('blobs', () =>
    make(new S3Client({ ...clientConfig(context, 's3'), forcePathStyle: true }), context.settings.blobBucket),
  );
