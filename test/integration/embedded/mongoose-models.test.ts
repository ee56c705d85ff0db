import { describe, expect, test } from '@jest/globals';
import mongoose from 'mongoose';
import { useDatabase } from './use-database.js';

const fixture = useDatabase();

describe('Mongoose', () => {
  test('models with validation, versions, unique keys and populated arrays work unchanged', async () => {
    const connection = await mongoose
      .createConnection(fixture.url, { dbName: fixture.database.databaseName })
      .asPromise();
    const schema = new mongoose.Schema(
      { code: String, tags: [String], notes: [new mongoose.Schema({ text: String })] },
      { timestamps: true, optimisticConcurrency: true },
    );
    schema.index({ code: 1 }, { unique: true });
    const Unit = connection.model('Unit', schema);
    await Unit.init();
    const unit = await Unit.create({ code: 'u1', tags: ['a'], notes: [{ text: 'one' }] });
    unit.notes.push({ text: 'two' });
    unit.tags.push('b');
    await unit.save();
    const stale = await Unit.findById(unit._id);
    unit.set('code', 'u2');
    await unit.save();
    stale?.set('code', 'u3');
    await expect(stale?.save()).rejects.toThrow(mongoose.Error.VersionError);
    await expect(Unit.create({ code: 'u2' })).rejects.toMatchObject({ code: 11000 });
    expect(await Unit.find({ 'notes.text': 'two' }).lean()).toMatchObject([
      { code: 'u2', tags: ['a', 'b'], __v: 2 },
    ]);
    expect(
      await Unit.findOneAndUpdate({ code: 'u2' }, { $set: { tags: [] } }, { returnDocument: 'after' }).lean(),
    ).toMatchObject({ tags: [] });
    await connection.close();
  });
});
